package firedrill.cli;

import firedrill.sandbox.tool.DebianPackages;
import firedrill.sandbox.tool.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Examines the machine, and gets what is missing and can be had without root. */
record Provision(Machine machine, DebianPackages packages) {

  /**
   * @param doctor looks at the machine; asked again after something was fetched
   */
  List<Requirement> checks(Supplier<List<Requirement>> doctor) {
    List<Requirement> checks = doctor.get();
    List<String> wanted =
        DebianPackages.fetchable(List.of(Diagnosis.packages(checks).split(" ", -1)));
    if (wanted.isEmpty() || "never".equals(machine.property("setup")) || !packages.possible()) {
      return checks;
    }
    try {
      packages.fetch(wanted);
      return doctor.get();
    } catch (ToolException e) {
      List<Requirement> all = new ArrayList<>(checks);
      all.add(
          Requirement.missing(
              "packages", "cannot be fetched without root", String.valueOf(e.getMessage())));
      return all;
    }
  }
}
