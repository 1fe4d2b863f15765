package firedrill.lab;

import firedrill.component.Assembly;
import firedrill.component.RealityRow;
import firedrill.component.Started;
import firedrill.ground.ComponentStart;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import java.util.List;

/**
 * What a lab is made of, once everything has started.
 *
 * @param spec what was asked of the sandbox
 */
public record LabParts(
    GroundSpec spec,
    Ground ground,
    Assembly assembly,
    Started started,
    List<ComponentStart> starts,
    List<RealityRow> reality) {

  public LabParts {
    starts = List.copyOf(starts);
    reality = List.copyOf(reality);
  }
}
