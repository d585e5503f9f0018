// @ts-check

import { end } from "./desk_end.js";

// Whoever is asked to sign in is not signed in.
end();
