/**
 * Black-box regression tests of faults that a stranger with a socket could exploit. They use sockets and the command line
 * alone, never a class of the product, so that they also run against older builds.
 */
package dev.gunjava.faults;
