// The measured process of one stage or yardstick, by its name.

import { type AloneName, STAGES, YARDSTICKS } from "../scenarios/index.ts";
import { measure } from "../stage.ts";
import { childArgument, tell } from "./child.ts";

const name = childArgument<AloneName>();
const { stage } = { ...STAGES, ...YARDSTICKS }[name];
await tell(await measure(stage));
process.disconnect();
