// JSON Patch (RFC 6902) as far as the service sends it: add, remove, replace, move.

/** A patched copy of `document`; throws when an operation does not fit it. */
export function applyPatch(document, ops) {
    const root = structuredClone(document);
    for (const op of ops) {
        if (op.op === "remove") take(root, op.path);
        else if (op.op === "move") put(root, op.path, take(root, op.from), true);
        else if (op.op === "add") put(root, op.path, op.value, true);
        else if (op.op === "replace") put(root, op.path, op.value, false);
        else throw new Error(`no such operation: ${op.op}`);
    }
    return root;
}

/** The object or array that holds what a pointer (RFC 6901) names, and its last part. */
function place(root, pointer) {
    const parts = pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = parts.pop();
    const parent = parts.reduce((node, part) => node?.[part], root);
    if (parent === null || typeof parent !== "object") throw new Error(`nothing at ${pointer}`);
    return [parent, last];
}

function take(root, pointer) {
    const [parent, last] = place(root, pointer);
    if (!Object.hasOwn(parent, last)) throw new Error(`nothing at ${pointer}`);
    const value = parent[last];
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
    return value;
}

function put(root, pointer, value, inserts) {
    const [parent, last] = place(root, pointer);
    if (!inserts && !Object.hasOwn(parent, last)) throw new Error(`nothing at ${pointer}`);
    if (Array.isArray(parent)) parent.splice(Number(last), inserts ? 0 : 1, value);
    else parent[last] = value;
}
