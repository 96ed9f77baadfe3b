import { BAD, badInputs } from "../support/bad-input.js";

const up = (text: string) => ({ "up.sql": text, "down.sql": "DROP TABLE shop.bad;\n" });
const TABLE = "CREATE TABLE shop.bad (id integer);\n";

badInputs("headers", [
  {
    name: "an unknown header",
    bad: up(`-- strata: require shop@20260101000000\n${TABLE}`),
    args: ["up"],
    exit: 3,
    says: [{ code: "HEADER_UNKNOWN", place: `${BAD}/up.sql:1:12`, message: 'unknown header "require". Did you mean "requires"?', hint: "lock-timeout" }],
  },
]);
