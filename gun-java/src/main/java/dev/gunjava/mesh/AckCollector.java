package dev.gunjava.mesh;

/** Hears of the messages in which one write went out, and tells what became of the write. Owned by the thread of the mesh. */
final class AckCollector implements WriteListener {

    private final WriteListener listener;
    private int awaited;

    /** @param messages how many must be stored until the write is */
    AckCollector(int messages, WriteListener listener) {
        this.awaited = messages;
        this.listener = listener;
    }

    @Override
    public void stored() {
        awaited--;
        if (awaited == 0) {
            listener.stored();
        }
    }

    @Override
    public void refused(String reason) {
        if (end()) {
            listener.refused(reason);
        }
    }

    @Override
    public void failed(String reason) {
        if (end()) {
            listener.failed(reason);
        }
    }

    private boolean end() {
        boolean open = awaited > 0;
        awaited = 0;
        return open;
    }
}
