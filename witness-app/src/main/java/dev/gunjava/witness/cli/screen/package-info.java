/** What a person sees in a terminal: a table that is drawn in place. Uses {@code .peer} and below, and JLine alone here. */
@NullMarked
package dev.gunjava.witness.cli.screen;

import org.jspecify.annotations.NullMarked;
