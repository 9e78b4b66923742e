// Which requests are meant by "the REST API": every one that needs a session.

import type { Matcher } from "../../http/interventions.ts";

export const REST: Matcher = { path: /^\/services\/data\/v[\d.]+\// };
export const QUERY: Matcher = { endpoint: "query" };
export const LOG_FILE: Matcher = { endpoint: "log_file" };
