package dev.gunjava.witness.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, from the manifest of its jar, and of what it runs on. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "witness " + (version == null ? "(not built as a jar)" : version),
            "Java " + Runtime.version() + ", proven against gun.js 0.2020.1241"
        };
    }
}
