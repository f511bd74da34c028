// Phone numbers as people type them, in the application.
import { test } from "../../harness/test.ts";
import { testPhones } from "./journeys.ts";

test.use({ kratos: "phone-code" });

testPhones();
