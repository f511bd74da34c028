// Phone numbers as people type them, in a form that the browser sends itself.
import { test } from "../../harness/test.ts";
import { testPhones } from "../reported/journeys.ts";

test.use({ kratos: "phone-code", javaScriptEnabled: false });

testPhones();
