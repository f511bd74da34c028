// Codes, addresses and numbers as people type them, in a form that the browser sends itself.
import { test } from "../../harness/test.ts";
import { testCodesAndAddresses } from "../reported/journeys.ts";

test.use({ kratos: "everything", javaScriptEnabled: false });

testCodesAndAddresses();
