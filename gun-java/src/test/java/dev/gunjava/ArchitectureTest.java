package dev.gunjava;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The floors")
class ArchitectureTest {

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gunjava");

    @Test
    @DisplayName("each use only what stands below them")
    void floors() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("API")
                .definedBy("dev.gunjava")
                .layer("relay")
                .definedBy("dev.gunjava.relay")
                .layer("transport")
                .definedBy("dev.gunjava.transport..")
                .layer("mesh")
                .definedBy("dev.gunjava.mesh")
                .layer("wire")
                .definedBy("dev.gunjava.wire")
                .layer("store")
                .definedBy("dev.gunjava.store..")
                .layer("logging")
                .definedBy("dev.gunjava.logging")
                .layer("limits")
                .definedBy("dev.gunjava.limits")
                .layer("graph")
                .definedBy("dev.gunjava.graph")
                .whereLayer("API")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("relay")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("transport")
                .mayOnlyBeAccessedByLayers("API", "relay")
                .whereLayer("mesh")
                .mayOnlyBeAccessedByLayers("API", "relay", "transport")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("API", "relay", "transport", "mesh")
                .whereLayer("limits")
                .mayOnlyBeAccessedByLayers("API", "relay", "transport", "mesh", "wire")
                .whereLayer("logging")
                .mayOnlyBeAccessedByLayers("API", "relay", "transport", "mesh", "store")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("API", "relay", "mesh")
                .check(LIBRARY);
    }

    @Test
    @DisplayName("have no cycles")
    void noCycles() {
        slices().matching("dev.gunjava.(*)..").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    @DisplayName("know each foreign library in one place only")
    void foreignLibraries() {
        onlyIn("org.java_websocket..", "dev.gunjava.transport.websocket");
        onlyIn("io.netty..", "dev.gunjava.transport.netty");
        onlyIn("org.sqlite..", "dev.gunjava.store.durable");
        onlyIn("java.sql..", "dev.gunjava.store.durable");
        noClasses()
                .that()
                .resideInAPackage("dev.gunjava.graph")
                .and()
                .doNotHaveSimpleName("EcmaScript")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "dev.gunjava.graph", "org.jspecify..")
                .check(LIBRARY);
    }

    private static void onlyIn(String library, String place) {
        noClasses()
                .that()
                .resideOutsideOfPackage(place)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(LIBRARY);
    }

    @Test
    @DisplayName("read the machine's clock in one place only, so that all else can run in virtual time")
    void time() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.gunjava.mesh", "dev.gunjava.store", "dev.gunjava.wire", "dev.gunjava.graph")
                .and()
                .haveNameNotMatching("dev\\.gunjava\\.graph\\.TimeSource.*")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(LIBRARY);
    }
}
