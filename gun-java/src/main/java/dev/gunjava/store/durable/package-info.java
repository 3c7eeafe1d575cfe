/** The graph on disk, in one SQLite file; the only place that knows SQLite. */
@NullMarked
package dev.gunjava.store.durable;

import org.jspecify.annotations.NullMarked;
