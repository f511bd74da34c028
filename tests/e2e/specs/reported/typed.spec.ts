// Codes, addresses and numbers as people type them, in the application.
import { test } from "../../harness/test.ts";
import { testCodesAndAddresses } from "./journeys.ts";

test.use({ kratos: "everything" });

testCodesAndAddresses();
