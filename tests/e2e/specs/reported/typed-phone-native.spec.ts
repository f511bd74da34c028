// Phone numbers as people type them, in a form that the browser sends itself.
import { test } from "../../harness/test.ts";
import { testPhones } from "./journeys.ts";

test.use({ kratos: "phone-code", render: "server", javaScriptEnabled: false });

testPhones();
