// What the search answers, whichever of its shapes it comes in.

export interface Suggestion {
  code: string;
  address: string;
  use: string | null;
}

export function readSuggestions(answer: unknown): Suggestion[] {
  const list = Array.isArray(answer) ? answer : firstList(answer);
  return list.flatMap((entry) => {
    const fields = record(record(entry)["properties"] ?? entry);
    const code = fields["code"];
    if (typeof code !== "string" || code === "") return [];
    const address = fields["address"];
    const use = fields["land_use"];
    return [
      {
        code,
        address: typeof address === "string" ? address : inAnyLanguage(address),
        use: typeof use === "string" ? use : null,
      },
    ];
  });
}

function firstList(answer: unknown): unknown[] {
  const fields = record(answer);
  for (const key of ["parcels", "items", "features", "hits"]) {
    const list = fields[key];
    if (Array.isArray(list)) return list;
  }
  return [];
}

function inAnyLanguage(texts: unknown): string {
  const fields = record(texts);
  for (const key of [document.documentElement.lang, "ky", "ru", "en"]) {
    const text = fields[key];
    if (typeof text === "string" && text !== "") return text;
  }
  return "";
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
