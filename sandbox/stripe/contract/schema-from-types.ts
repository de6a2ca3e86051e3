import ts from "typescript";

export type Schema = { [keyword: string]: unknown };

const nullSchema: Schema = { type: "null" };

/**
 * Turns the SDK's declared TypeScript types into JSON Schema (draft-07), one definition for each declared interface.
 * Objects are closed unless the type has an index signature. Open enums become `x-open-enum`, decimals a string
 * pattern. A reference to a whole object of a resource outside `keptFiles` is dropped where its id alone will do.
 */
export class SchemaFromTypes {
  readonly definitions: Record<string, Schema> = {};
  readonly #checker: ts.TypeChecker;
  readonly #root: string;
  readonly #keptFiles: ReadonlySet<string>;
  readonly #declaredAt = new Map<string, ts.Declaration>();

  constructor(checker: ts.TypeChecker, root: string, keptFiles: ReadonlySet<string>) {
    this.#checker = checker;
    this.#root = root;
    this.#keptFiles = keptFiles;
  }

  /** The schema of a type as it travels on the wire. */
  of(type: ts.Type): Schema {
    if (type.isUnion()) return this.#union(type);
    const flags = type.flags;
    if (flags & ts.TypeFlags.StringLiteral) return { enum: [(type as ts.StringLiteralType).value] };
    if (flags & ts.TypeFlags.NumberLiteral) return { enum: [(type as ts.NumberLiteralType).value] };
    if (flags & ts.TypeFlags.BooleanLiteral) return { enum: [this.#checker.typeToString(type) === "true"] };
    if (flags & ts.TypeFlags.String) return { type: "string" };
    if (flags & ts.TypeFlags.Number) return { type: "number" };
    if (flags & ts.TypeFlags.Null) return nullSchema;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (isOtherString(type)) return { type: "string" };
    if (type.aliasSymbol?.getName() === "Decimal") return { type: "string", pattern: "^-?[0-9]+(\\.[0-9]+)?$" };
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return { type: "array", items: item ? this.of(item) : {} };
    }
    if (flags & ts.TypeFlags.Object) return this.#object(type);
    throw new Error(`No wire form known for the type ${this.#checker.typeToString(type)}`);
  }

  #union(type: ts.UnionType): Schema {
    const parts = type.types.filter((part) => !(part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)));
    const nullable = parts.some((part) => part.flags & ts.TypeFlags.Null);
    const literals = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
    const booleans = parts.filter((part) => part.flags & ts.TypeFlags.BooleanLiteral).length;
    const open = parts.some(isOtherString);
    const rest = parts.filter(
      (part) =>
        !part.isStringLiteral() &&
        !isOtherString(part) &&
        !(part.flags & (ts.TypeFlags.Null | ts.TypeFlags.BooleanLiteral)),
    );
    const hasId = rest.some((part) => part.flags & ts.TypeFlags.String);
    const branches: Schema[] = [];
    // A lone '' beside other branches is Stripe's word for "unset"; any other set of literals is an enum.
    const words = open || literals.length > 1 || literals[0] !== "" ? literals.filter((word) => word !== "") : [];
    if (literals.includes("") || (literals.length === 1 && literals[0] === "")) branches.push({ enum: [""] });
    if (open) branches.push({ type: "string", "x-open-enum": words });
    else if (words.length > 0) branches.push({ enum: words });
    if (booleans === 2) branches.push({ type: "boolean" });
    else if (booleans === 1) branches.push({ enum: [parts.some((p) => this.#checker.typeToString(p) === "true")] });
    const foreign = rest.filter((part) => this.#isForeignResource(part));
    for (const part of rest) if (!foreign.includes(part)) branches.push(this.of(part));
    if (foreign.length > 0 && !hasId) branches.push({ type: "object" });
    if (nullable) branches.push(nullSchema);
    return joined(branches);
  }

  #object(type: ts.Type): Schema {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const name = symbol?.getName() ?? "";
    if (name === "ApiList" || name === "ApiSearchResult") {
      const item = type.aliasTypeArguments?.[0] ?? this.#checker.getTypeArguments(type as ts.TypeReference)[0];
      return listOf(item ? this.of(item) : {}, name === "ApiList" ? "list" : "search_result");
    }
    const declaration = type.getSymbol()?.declarations?.[0];
    if (!declaration || !ts.isInterfaceDeclaration(declaration)) return this.#members(type);
    const id = this.#idOf(declaration);
    const known = this.#declaredAt.get(id);
    if (known && known !== declaration) throw new Error(`Two interfaces would share the name ${id}`);
    if (!known) {
      this.#declaredAt.set(id, declaration);
      this.definitions[id] = {};
      // An event carries any object; that one is checked against its own definition.
      this.definitions[id] = id.startsWith("Events.Event.Data.") ? { type: "object" } : this.#members(type);
    }
    return { $ref: `#/definitions/${id}` };
  }

  #members(type: ts.Type): Schema {
    const index = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of type.getProperties()) {
      const declared = this.#checker.getTypeOfSymbol(property);
      const propertyType =
        this.#checker.getNonNullableType(declared) === declared ? declared : withoutUndefined(declared);
      const unsent = ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never;
      if (propertyType.flags & unsent || propertyType.getCallSignatures().length > 0) continue;
      if (property.getName().startsWith("__@")) continue;
      properties[property.getName()] = this.of(propertyType);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.getName());
    }
    const schema: Schema = { type: "object" };
    if (Object.keys(properties).length > 0) schema.properties = properties;
    if (required.length > 0) schema.required = required;
    schema.additionalProperties = index ? this.of(index.type) : false;
    return schema;
  }

  /** A whole object (it has a literal `object` key) declared by a resource the stand-in does not keep. */
  #isForeignResource(type: ts.Type): boolean {
    const declaration = type.getSymbol()?.declarations?.[0];
    if (!declaration || !type.getProperty("object")) return false;
    return !this.#keptFiles.has(this.#fileOf(declaration));
  }

  #fileOf(declaration: ts.Declaration): string {
    const path = declaration.getSourceFile().fileName.replaceAll("\\", "/");
    return path.slice(path.indexOf(this.#root) + this.#root.length).replace(/\.d\.ts$/, "");
  }

  #idOf(declaration: ts.Declaration): string {
    const names: string[] = [];
    for (let node: ts.Node | undefined = declaration; node; node = node.parent)
      if (ts.isInterfaceDeclaration(node) || ts.isModuleDeclaration(node)) names.unshift(node.name.getText());
    return `${this.#fileOf(declaration)
      .replace(/^resources\//, "")
      .replaceAll("/", ".")}.${names.join(".")}`;
  }
}

/** What a list call answers. */
export function listOf(item: Schema, object: string): Schema {
  return {
    type: "object",
    properties: {
      object: { enum: [object] },
      data: { type: "array", items: item },
      has_more: { type: "boolean" },
      url: { type: "string" },
    },
    required: ["object", "data", "has_more", "url"],
    additionalProperties: false,
  };
}

/** `string & Record<never, never>`: the SDK's mark of an enum that may grow. */
function isOtherString(type: ts.Type): boolean {
  return type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String);
}

function withoutUndefined(type: ts.Type): ts.Type {
  if (!type.isUnion()) return type;
  const kept = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
  return kept.length === 1 && kept[0] ? kept[0] : type;
}

/** One branch stands alone; `T or null` of a plain type is written as a pair of types, which is shorter. */
function joined(branches: Schema[]): Schema {
  const [first, second] = branches;
  if (branches.length === 1 && first) return first;
  if (branches.length === 2 && first && second === nullSchema && typeof first.type === "string" && !first.properties)
    return { ...first, type: [first.type, "null"] };
  return { anyOf: branches };
}
