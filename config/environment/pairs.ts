// The list format of OTEL_EXPORTER_OTLP_HEADERS and OTEL_RESOURCE_ATTRIBUTES:
// `key=value` pairs separated by commas, both halves percent-encoded.

/** The pairs, or undefined when the text is none such list. */
export function parsePairs(text: string): Map<string, string> | undefined {
	const pairs = new Map<string, string>();
	for (const part of text.split(",")) {
		if (part.trim() === "") continue;
		const cut = part.indexOf("=");
		if (cut < 0) return undefined;
		try {
			const key = decodeURIComponent(part.slice(0, cut).trim());
			if (key === "") return undefined;
			pairs.set(key, decodeURIComponent(part.slice(cut + 1).trim()));
		} catch {
			return undefined;
		}
	}
	return pairs;
}
