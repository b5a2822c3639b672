/** A model that answers in JSON of a given shape. */
export interface LanguageModel {
  /** Such as `ollama/llama3.2`. */
  readonly name: string;
  /** Resolves with JSON that follows `schema`; rejects with a LanguageModelError. The caller checks it all the same. */
  generate(request: GenerateRequest): Promise<unknown>;
  check(options?: { readonly signal?: AbortSignal }): Promise<{ readonly version: string }>;
}

export interface GenerateRequest {
  /** What the model is to do. */
  readonly instructions: string;
  /** What it is to do it with: data, never instructions, whatever it says. */
  readonly data: unknown;
  /** JSON schema of the answer. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}
