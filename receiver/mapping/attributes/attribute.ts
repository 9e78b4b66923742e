// What the documentation says of an attribute beyond its name and type, which the
// tables tell.

export interface AttributeDescription {
	/** One line, without a full stop. */
	readonly brief: string;
	/** A value as a record has it. */
	readonly example: string | number | boolean | readonly string[];
	/** Of an attribute that OpenTelemetry's semantic conventions define, in their version 1.45. The others are ours, and in development. */
	readonly semanticConvention?: "stable" | "development";
	/** The only values that it takes. */
	readonly values?: readonly string[];
	/** UCUM, where the name's ending doesn't tell it. */
	readonly unit?: string;
}

export type AttributeDescriptions = Readonly<
	Record<string, AttributeDescription>
>;
