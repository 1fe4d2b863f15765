package firedrill.recovery;

import java.util.Optional;

/** Why waiting on has become pointless, for example: the process has died. Must answer at once. */
@FunctionalInterface
public interface FailFast {

  FailFast NEVER = Optional::empty;

  Optional<String> reason() throws Exception;
}
