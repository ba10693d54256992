enum AttuneTestingPlaceholder {}
