// A simulated org with rows of its own making, until the process that started it lets
// go.

import type { SimulatorOptions } from "../../simulator/options.ts";
import { startSimulator } from "../../simulator/start-simulator.ts";
import { childArgument } from "./child.ts";
import { serve } from "./org-access.ts";

await serve(await startSimulator(childArgument<SimulatorOptions>()));
