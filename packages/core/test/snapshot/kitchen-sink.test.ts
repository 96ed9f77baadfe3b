import { expect, test } from "vitest";
import { kinds } from "../../src/snapshot/kinds.js";
import { MAJORS } from "../support/cluster.js";
import { kitchenSink } from "./kitchen-sink.js";
import { roundTrip } from "./round-trip.js";

test.for(MAJORS)("every kind of object of PostgreSQL %i comes back as it was", async (major) => {
  const { snapshot } = await roundTrip(major, kitchenSink(major));
  const found = new Set(Object.values(snapshot.objects).map((object) => object.kind));
  expect(kinds.map(({ kind }) => kind).filter((kind) => !found.has(kind))).toEqual(["not modelled"]);
});
