import { expect, test } from "vitest";
import { didYouMean, nearest } from "./did-you-mean.js";

test("finds the word behind a typing error", () => {
  const keys = ["owns", "name", "was", "migrations", "allow"];
  expect(nearest("own", keys)).toBe("owns");
  expect(nearest("migratoins", keys)).toBe("migrations");
  expect(nearest("Migrations", keys)).toBe("migrations");
});

test("stays silent when nothing is near", () => {
  expect(nearest("tables", ["owns", "name"])).toBeUndefined();
  expect(didYouMean("tables", ["owns"])).toBe("");
  expect(didYouMean("ows", ["owns"])).toBe(' Did you mean "owns"?');
});
