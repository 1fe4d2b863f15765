package firedrill.cli;

import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.tool.DebianPackages;
import firedrill.sandbox.tool.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Examines the machine, and gets what is missing and can be had without root. */
record Provision(Machine machine, DebianPackages packages) {

  /**
   * Fetches what drills cannot do without.
   *
   * @param doctor looks at the machine; asked again after something was fetched
   */
  List<Requirement> checks(Supplier<List<Requirement>> doctor) {
    return fetched(doctor.get(), Diagnosis::packages, doctor);
  }

  /** As {@link #checks}, and then what tests would like to have. */
  List<Requirement> checksOfTests(Supplier<List<Requirement>> doctor) {
    return fetched(checks(doctor), Diagnosis::wantedPackages, doctor);
  }

  private List<Requirement> fetched(
      List<Requirement> checks,
      Function<List<Requirement>, String> missing,
      Supplier<List<Requirement>> doctor) {
    List<String> wanted = DebianPackages.fetchable(List.of(missing.apply(checks).split(" ", -1)));
    boolean failed = checks.stream().anyMatch(check -> check.id().equals("packages"));
    if (wanted.isEmpty() || failed || !isWanted() || !packages.possible()) {
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

  private boolean isWanted() {
    return !"never".equals(machine.property("setup"));
  }
}
