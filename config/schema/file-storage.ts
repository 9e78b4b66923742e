// Where queue and checkpoints live.

import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { fields } from "./field.ts";
import { size } from "./number.ts";
import { filePath } from "./text.ts";

export const fileStorageSchema = z.strictObject({
	directory: filePath()
		.optional()
		.register(fields, {
			expected: "the path of a directory",
			defaultText:
				"`$STATE_DIRECTORY`, else `$XDG_STATE_HOME/salesforce-otlp`, else `~/.local/state/salesforce-otlp`",
		})
		.describe(
			"The state directory, created with mode 0700. It must be on a local disk, and belongs to one process at a time.",
		),
	max_size: size()
		.optional()
		.register(fields, { defaultText: "no limit" })
		.describe(
			"The most bytes that the state file and its log take on the disk, dead letters included. When it is reached, as when the disk is full, receivers wait until backends have taken what is queued.",
		),
});

export interface FileStorageConfig {
	directory: string;
	max_size?: number | undefined;
}

/** `STATE_DIRECTORY` is what systemd sets for `StateDirectory=`; with several names it is a list, of which the first is taken. */
export function defaultStateDirectory(env: NodeJS.ProcessEnv): string {
	const systemd = env.STATE_DIRECTORY?.split(":")[0];
	if (systemd) return systemd;
	// The XDG specification says that a relative path is to be ignored.
	const xdg = env.XDG_STATE_HOME;
	const state =
		xdg && isAbsolute(xdg)
			? xdg
			: join(env.HOME || homedir(), ".local", "state");
	return join(state, "salesforce-otlp");
}
