package firedrill.lab;

/** The home lab with Longhorn in its cluster. */
public class LonghornLabFactory extends HomeLabFactory {

  @Override
  protected LabOptions options() {
    return LabOptions.usual().withLonghorn();
  }
}
