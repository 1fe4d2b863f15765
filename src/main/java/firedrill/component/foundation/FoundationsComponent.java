package firedrill.component.foundation;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Both run through the sandbox, which also tells what of them is real.
 *
 * @param pi2 what they run on
 */
record FoundationsComponent(boolean git, Map<String, String> settings, Pi2 pi2)
    implements Component<Foundations> {

  FoundationsComponent {
    settings = Map.copyOf(settings);
  }

  @Override
  public String name() {
    return Ground.FOUNDATIONS;
  }

  @Override
  public Class<Foundations> type() {
    return Foundations.class;
  }

  @Override
  public Set<Capability> capabilities() {
    return pi2 == Pi2.VM ? Set.of(Capability.VIRTUAL_MACHINE) : Set.of();
  }

  @Override
  public GroundSpec ask(GroundSpec spec) {
    return spec.withFoundations(
        git
            ? GroundSpec.Foundations.databaseAndGit(pi2, settings)
            : GroundSpec.Foundations.database(pi2, settings));
  }

  @Override
  public Foundations start(Site site) {
    site.ground().startFoundations();
    return new Foundations(site.ground());
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
