// What the records of one organization share, made without asking the org. Call it
// once an organization and file: records are grouped by the identity of the resource.

import {
	createResource,
	createScope,
} from "../../receiver/mapping/resource.ts";
import type { RecordContext } from "../../receiver/mapping/row-mapper.ts";
import { VERSION } from "../../service/version.ts";

export function createContext(
	/** 18 characters. */
	organizationId: string,
	source: RecordContext["source"],
	options: {
		readonly instanceUrl: string | undefined;
		readonly includeOriginal: boolean;
	},
): RecordContext {
	const { instanceUrl, includeOriginal } = options;
	return {
		resource: createResource({ instanceUrl, organizationId, attributes: {} }),
		scope: createScope({ version: VERSION }),
		organizationId,
		source,
		includeOriginal,
	};
}
