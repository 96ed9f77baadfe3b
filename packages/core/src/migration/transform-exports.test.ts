import { expect, test } from "vitest";
import { transformExports } from "./transform-exports.js";

test.each([
  ["export async function up() {}\nexport async function down() {}", true, true],
  ["export function up() {}", true, false],
  ["export const up = async () => {}, down = 1;", true, false],
  ["export const up: Transform = async () => {};\nexport const down = async () => {};", true, true],
  ["export const { up, down } = makeBoth();", true, true],
  ["async function up() {}\nasync function down() {}\nexport { up, down };", true, true],
  ["export { forwards as up, backwards as down }", true, true],
  ["export { up, down as backwards };", true, false],
  ['export * from "./both.js";', true, true],
  ["// export function down() {}\nexport function up() {}", true, false],
  ["/* export function down() {} */ export function up() {}", true, false],
  ['export function up() { return "export function down() {}"; }', true, false],
  ["export function up() { return `\nexport function down() {}`; }", true, false],
  ['const glob = "modules/*"; export function up() {}; export function down() {} /* x */', true, true],
  ["export function upwards() {}\nexport function downwards() {}", false, false],
  ["function up() {}", false, false],
])("%j exports up: %s, down: %s", (source, up, down) => {
  expect(transformExports(source)).toEqual({ up, down });
});
