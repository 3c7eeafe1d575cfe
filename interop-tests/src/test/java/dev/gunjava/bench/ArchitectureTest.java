package dev.gunjava.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gunjava.bench.run.Places;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .importPath(Places.module().resolve("target/test-classes/dev/gunjava/bench"))
            .that(not(simpleNameEndingWith("Test").or(simpleNameEndingWith("IT"))));

    @Test
    @DisplayName("the packages of the benchmarks use each other in one direction")
    void floors() {
        slices().matching("dev.gunjava.bench.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    @DisplayName("the load generator is its own: nothing of the library under measurement is in it")
    void generatorIsIndependent() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.gunjava.bench.load", "dev.gunjava.bench.run")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gunjava.wire..", "dev.gunjava.mesh..", "dev.gunjava.transport..", "dev.gunjava.graph..")
                .check(classes);
    }
}
