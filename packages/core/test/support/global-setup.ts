import type { TestProject } from "vitest/node";
import { removeLeftovers, removeTestFolder, testFolder } from "./cluster.js";

/** Runs once before all files: makes the folder of the run's clusters. The clusters are made when they are asked for. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const folder = testFolder();
  project.provide("testClusters", folder);
  return () => removeTestFolder(folder);
}
