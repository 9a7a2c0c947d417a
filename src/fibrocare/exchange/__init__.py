"""Engine values to and from what other programs speak: the JSON contract, FHIR R4. Pure: no files, no network."""
