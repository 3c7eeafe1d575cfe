package dev.gunjava.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How much is read from a socket at once: what Netty thinks best, or very little while {@link Readers} is full. Sockets that
 * were found readable together are all read, so without this a thousand of them might bring a hundred megabytes before the
 * first could be stopped.
 */
@SuppressWarnings("deprecation") // of Handle, which Netty has no successor for
final class ReadSizes extends AdaptiveRecvByteBufAllocator {

    private static final int LITTLE = 512;

    private final Readers readers;

    ReadSizes(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Handle newHandle() {
        return new Bounded(super.newHandle());
    }

    private final class Bounded extends DelegatingHandle {

        Bounded(RecvByteBufAllocator.Handle best) {
            super(best);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return readers.isFull() ? allocator.ioBuffer(LITTLE) : super.allocate(allocator);
        }

        @Override
        public boolean continueReading() {
            return !readers.isFull() && super.continueReading();
        }
    }
}
