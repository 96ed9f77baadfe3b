import { codes } from "@strata/core"; console.log(Object.keys(codes));
