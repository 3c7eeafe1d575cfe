package dev.gunjava.witness.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether a port of {@code up} is free on this machine; at once. */
record PortCheck(String what, String flag, int port) implements Check {

    @Override
    public Finding look() {
        String name = "port " + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return Finding.ok(name, "free, for " + what);
        } catch (IOException taken) {
            return Finding.warn(
                    name,
                    "in use (" + taken.getMessage() + "), and meant for " + what,
                    "unless that is a witness program of yours, start with './witness up " + flag + " 0'");
        }
    }
}
