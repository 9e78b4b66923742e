// The parts of which a measured process makes a service.

export { configFromEnvironment, loadConfig } from "../config/load.ts";
export { createService } from "../service/create-service.ts";
export { startExtensions } from "../service/start-extensions.ts";
export { createTelemetry } from "../service/telemetry/create-telemetry.ts";
