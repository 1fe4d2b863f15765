package firedrill.integrity;

import java.util.ArrayList;
import java.util.List;

/** What a check found wrong, first culprit first. */
final class Findings {
  private static final int SHOWN = 10;

  private final List<String> culprits = new ArrayList<>();

  void add(String culprit) {
    culprits.add(culprit);
  }

  CheckReport result(String name, String detail) {
    if (culprits.isEmpty()) {
      return CheckReport.passed(name, detail);
    }
    String rest =
        culprits.size() == 1
            ? ""
            : "; "
                + culprits.size()
                + " in all: "
                + String.join(" | ", culprits.subList(0, Math.min(SHOWN, culprits.size())));
    return CheckReport.failed(name, culprits.get(0), detail + rest);
  }
}
