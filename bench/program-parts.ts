// The parts of which a measured process makes a service.

export { configFromEnvironment } from "../config/environment/config-from-environment.ts";
export { createService } from "../service/create-service.ts";
export { startExtensions } from "../service/start-extensions.ts";
export { createTelemetry } from "../service/telemetry/create-telemetry.ts";

/** YAML, which the command does not load for variables. */
export const loadYamlConfig = () => import("../config/load.ts");
