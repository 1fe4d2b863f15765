package firedrill;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The project's classes, read once for all tests of its structure. */
final class Imported {

  /** With tests and benchmarks. */
  static final JavaClasses ALL =
      new ClassFileImporter().importPackages("firedrill", "erp", "drills", "bench");

  /** The harness and the ERP, without their tests. */
  static final JavaClasses MAIN =
      ALL.that(DescribedPredicate.describe("are no tests", Imported::isMain));

  static final JavaClasses DRILLS =
      ALL.that(JavaClass.Predicates.resideInAnyPackage("drills", "drills.."));

  /** Tests and benchmarks, and no drills. */
  static boolean isTest(JavaClass type) {
    String name = type.getName();
    return ALL.contain(name) && !MAIN.contain(name) && !DRILLS.contain(name);
  }

  private Imported() {}

  private static boolean isMain(JavaClass type) {
    return type.getSource()
        .map(s -> Location.of(s.getUri()))
        .filter(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS::includes)
        .isPresent();
  }
}
