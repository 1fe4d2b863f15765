package firedrill.mutation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pitest.classinfo.ClassByteArraySource;
import org.pitest.help.PitHelpError;
import org.pitest.testapi.Configuration;
import org.pitest.testapi.TestGroupConfig;
import org.pitest.testapi.TestPluginFactory;
import org.pitest.testapi.TestSuiteFinder;
import org.pitest.testapi.TestUnitFinder;

/**
 * JUnit's tests for PIT, looked up without being run.
 *
 * <p>PIT's own plugin for JUnit (pitest-junit5-plugin 1.2.3) finds tests by running whole classes,
 * in every process that PIT starts: one for each class that is mutated, and one more after each
 * mutant that does not end. Where tests wait for something by their nature, nearly all of the time
 * goes there. Here a test method is one test, with all cases of a parameterised one, and runs when
 * PIT asks for it.
 */
public final class LookedUpTests implements TestPluginFactory {

  @Override
  public Configuration createTestFrameworkConfiguration(
      TestGroupConfig groups,
      ClassByteArraySource source,
      Collection<String> excludedRunners,
      Collection<String> includedMethods) {
    return new Configuration() {
      @Override
      public TestUnitFinder testUnitFinder() {
        return (type, listener) -> TestMethod.of(type);
      }

      @Override
      public TestSuiteFinder testSuiteFinder() {
        return type -> List.of();
      }

      @Override
      public Optional<PitHelpError> verifyEnvironment() {
        return Optional.empty();
      }
    };
  }

  @Override
  public String name() {
    return "looked-up";
  }

  @Override
  public String description() {
    return "JUnit's tests, looked up without being run";
  }
}
