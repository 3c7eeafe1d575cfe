package dev.gunjava.graph;

import java.util.Set;

/**
 * Names that are harmless here but make a gun.js peer crash or corrupt its prototypes. A peer that refuses them, and
 * never passes them on, shields the JavaScript behind it.
 */
public final class ReservedNames {

    private static final String PROTO = "__proto__";

    private static final Set<String> OBJECT_MEMBERS = Set.of(
            PROTO,
            "constructor",
            "prototype",
            "toString",
            "toLocaleString",
            "valueOf",
            "hasOwnProperty",
            "isPrototypeOf",
            "propertyIsEnumerable",
            "__defineGetter__",
            "__defineSetter__",
            "__lookupGetter__",
            "__lookupSetter__");

    private static final Set<String> STRING_MEMBERS = Set.of(
            "anchor",
            "at",
            "big",
            "blink",
            "bold",
            "charAt",
            "charCodeAt",
            "codePointAt",
            "concat",
            "endsWith",
            "fixed",
            "fontcolor",
            "fontsize",
            "includes",
            "indexOf",
            "isWellFormed",
            "italics",
            "lastIndexOf",
            "length",
            "link",
            "localeCompare",
            "match",
            "matchAll",
            "normalize",
            "padEnd",
            "padStart",
            "repeat",
            "replace",
            "replaceAll",
            "search",
            "slice",
            "small",
            "split",
            "startsWith",
            "strike",
            "sub",
            "substr",
            "substring",
            "sup",
            "toLocaleLowerCase",
            "toLocaleUpperCase",
            "toLowerCase",
            "toUpperCase",
            "toWellFormed",
            "trim",
            "trimEnd",
            "trimLeft",
            "trimRight",
            "trimStart");

    private ReservedNames() {}

    /** Whether no key may have this name. */
    public static boolean refusedAsKey(String key) {
        return key.equals(PROTO);
    }

    /** Whether no soul, message id or DAM verb may have this name: gun.js looks these up as members of an object. */
    public static boolean refusedAsName(String name) {
        return OBJECT_MEMBERS.contains(name);
    }

    /** Whether a gun.js relay crashes on a put to this soul that it has not asked for. */
    public static boolean crashesUnasked(String soul) {
        return STRING_MEMBERS.contains(soul);
    }
}
