package dev.gunjava.witness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The floors of the witness program:")
class ArchitectureTest {
    private static final String ROOT = "dev.gunjava.witness";
    private static final String FIELD = ROOT;
    private static final String PROTOCOL = ROOT + ".protocol";
    private static final String RTC = ROOT + ".rtc";
    private static final String DISCOVERY = ROOT + ".discovery";
    private static final String FALLBACK = ROOT + ".fallback";
    private static final String PEER = ROOT + ".peer";
    private static final String PROBE = ROOT + ".probe";
    private static final String DOCTOR = ROOT + ".doctor";
    private static final String BENCH = ROOT + ".bench";
    private static final String WEB = ROOT + ".web..";
    private static final String CLI = ROOT + ".cli..";

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static void nothingIn(String floor, String... forbidden) {
        noClasses()
                .that()
                .resideInAPackage(floor)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(PROGRAM);
    }

    @Test
    @DisplayName("each uses only what stands below it")
    void floors() {
        nothingIn(FIELD, PROTOCOL, RTC, DISCOVERY, FALLBACK, PEER, WEB, CLI);
        nothingIn(PROTOCOL, RTC, DISCOVERY, FALLBACK, PEER, WEB, CLI);
        nothingIn(RTC, FIELD, PROTOCOL, DISCOVERY, FALLBACK, PEER, WEB, CLI);
        nothingIn(DISCOVERY, PROTOCOL, RTC, FALLBACK, PEER, WEB, CLI);
        nothingIn(FALLBACK, PROTOCOL, RTC, DISCOVERY, PEER, WEB, CLI);
        nothingIn(PEER, PROBE, DOCTOR, BENCH, WEB, CLI);
        nothingIn(PROBE, FIELD, PROTOCOL, DISCOVERY, FALLBACK, PEER, DOCTOR, BENCH, WEB, CLI);
        nothingIn(DOCTOR, FIELD, PROTOCOL, DISCOVERY, FALLBACK, PEER, BENCH, WEB, CLI);
        nothingIn(BENCH, PROTOCOL, RTC, DISCOVERY, FALLBACK, DOCTOR, WEB, CLI);
        nothingIn(WEB, CLI);
    }

    @Test
    @DisplayName("no two of them use each other")
    void noCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    @DisplayName("the native library is known in one place, Gun only where peers are found and programs are started")
    void libraries() {
        noClasses()
                .that()
                .resideOutsideOfPackage(RTC)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.onvoid..")
                .check(PROGRAM);
        nothingIn(
                FIELD,
                "dev.gunjava",
                "dev.gunjava.graph..",
                "dev.gunjava.mesh..",
                "dev.gunjava.wire..",
                "tools.jackson..");
        nothingIn(PROTOCOL, "dev.gunjava", "dev.gunjava.graph..", "dev.gunjava.mesh..", "dev.gunjava.wire..");
        nothingIn(RTC, "dev.gunjava", "dev.gunjava.graph..", "dev.gunjava.mesh..", "dev.gunjava.wire..");
    }

    @Test
    @DisplayName("the terminal is known in one place, but for the distance between words")
    void terminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jline..")
                .check(PROGRAM);
        nothingIn(ROOT + ".cli", "org.jline.terminal..");
    }

    @Test
    @DisplayName("where letters are written into Gun, witnesses are not known")
    void witnessesStayOut() {
        noClasses()
                .that()
                .resideInAPackage(DISCOVERY)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Witness.class.getName())
                .check(PROGRAM);
    }

    @Test
    @DisplayName("nothing prints on the streams of the process but the command line")
    void noPrinting() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PROGRAM);
    }

    @Test
    @DisplayName("each class says what it is: no manager, helper, util or impl")
    void names() {
        classes().should().haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)").check(PROGRAM);
    }
}
