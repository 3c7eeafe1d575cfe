/**
 * Black-box regression tests of faults that a stranger with a socket could exploit. They use sockets and the command line
 * alone, never a class of the product, so that they also run against older builds. Only the abuse suite has a client of
 * the library, by its public API.
 */
package dev.gunjava.faults;
