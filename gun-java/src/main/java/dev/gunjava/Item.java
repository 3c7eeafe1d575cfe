package dev.gunjava;

import java.util.concurrent.CompletableFuture;

/**
 * Something that was given a name of its own, such as an item of a set.
 *
 * @param ref where it is; known at once, whether or not the write succeeds
 * @param ack what became of the write; never completes exceptionally
 */
public record Item(GunRef ref, CompletableFuture<Ack> ack) {}
