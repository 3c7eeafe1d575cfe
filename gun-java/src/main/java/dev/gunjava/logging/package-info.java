/** What keeps logs safe from strangers: text of others is escaped, lines are rated. Uses only the graph's clock. */
@NullMarked
package dev.gunjava.logging;

import org.jspecify.annotations.NullMarked;
