// Gets the session from Kratos.

import { Kratos } from "./kratos.js";
import { serve, setting } from "./service.js";

serve(new Kratos(setting("KRATOS_PUBLIC_URL", "http://127.0.0.1:4433")));
