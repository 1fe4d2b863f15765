package firedrill.report;

import firedrill.verdict.VerdictKind;
import io.qameta.allure.listener.TestLifecycleListener;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.TestResult;

/**
 * Shows INCONCLUSIVE in Allure's colour for broken, apart from failed. To JUnit both are assertion
 * errors, and Allure takes every assertion error for a failure. Found through {@link
 * java.util.ServiceLoader}.
 */
public final class AllureDoubt implements TestLifecycleListener {

  @Override
  public void beforeTestWrite(TestResult result) {
    if (result.getStatus() == Status.FAILED
        && result.getStatusDetails() != null
        && String.valueOf(result.getStatusDetails().getMessage())
            .startsWith(VerdictKind.INCONCLUSIVE.name())) {
      result.setStatus(Status.BROKEN);
    }
  }
}
