// How a stream wants its records.

import type { RowMapperOptions } from "../mapping/compile-row-mapper.ts";
import type { RecordContext } from "../mapping/row-mapper.ts";

export interface RecordSettings
	extends Pick<RowMapperOptions, "severity" | "attributes"> {
	readonly context: RecordContext;
}
