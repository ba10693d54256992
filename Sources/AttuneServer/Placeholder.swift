enum AttuneServerPlaceholder {}
